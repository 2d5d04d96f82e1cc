"""Floor 1: the nouns of the census, their keeping, and the published dataset."""
