"""How it thinks: the network's layers for the digit in hand."""
