"""Floor 3: flows run extractors and classifiers over the store, by month or from the command line."""
