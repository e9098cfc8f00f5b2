"""Takepart: participation for children's services and NHS trusts."""

from takepart import ahead

ahead.use(ahead.read())
