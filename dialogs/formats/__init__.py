"""What a mastermind is made of: the recipe as data."""
