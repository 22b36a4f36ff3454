package lifetime

// Effects is the one fact.
type Effects struct{ Blocks uint32 }

func (*Effects) AFact()         {}
func (*Effects) String() string { return "" }
