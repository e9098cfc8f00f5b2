"""Whether each role may do what its function does, and no more: asked of an IAM engine that is not ours."""
