"""Speed against what most people would use instead, measured side by side in one run.

``python -m benchmarks`` runs all, ``python -m benchmarks.matcher`` one. All texts are generated.
Seconds depend on the machine; read the ratios.
"""
