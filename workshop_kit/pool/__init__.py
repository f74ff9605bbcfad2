"""What is shared: the tally, the privacy rules, the durable store, archives."""
