"""Figures, pages and the web application that analysts read."""
