module leaky

go 1.26.0
