"""The live room: its desk, its agenda, its web service and pages, and a client for notebooks and scripts."""
