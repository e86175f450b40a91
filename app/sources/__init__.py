"""How pictures and frames arrive."""
