"""The cards beside what is read."""
