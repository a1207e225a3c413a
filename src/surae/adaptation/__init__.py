"""What muscles felt becomes how they change, as pure dynamics."""
