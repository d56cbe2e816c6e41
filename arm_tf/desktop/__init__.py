"""The program behind `arm-tf read`: what it reads, shows and writes."""
