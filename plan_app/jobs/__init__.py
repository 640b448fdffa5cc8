"""What happens by the clock: the timetable, thin jobs, the scheduler process."""
