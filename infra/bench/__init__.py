"""What a claim costs: requests and units of each step, and the instructions of each function's start."""
