"""What single cells mean: numbers, moments, booleans, missing values, and what a whole column agrees on."""
