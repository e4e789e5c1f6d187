"""Plan and run jobs over many documents."""
