"""A session becomes what each muscle and the tendon felt."""
