"""One news source a file; a file holds one value, SOURCE. What is known of them is public; none was asked live by us."""
