"""Takepart: participation for children's services and NHS trusts."""
