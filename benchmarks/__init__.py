"""Speed against what most people would use instead, and against limits of our own, measured in one run.

``python -m benchmarks`` runs all, ``python -m benchmarks matcher`` one; ``--help`` names them.
"""
