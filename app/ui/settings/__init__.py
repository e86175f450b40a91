"""What a person has chosen, and the page to choose on."""
