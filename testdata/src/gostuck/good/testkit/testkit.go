// Package testkit serves tests: what would be likely elsewhere is silent here. Who
// writes a test knows its data.
package testkit

// asManyAsNames is given a weight for each name.
func asManyAsNames(names []string, weights []int) (sum int) {
	lengths := make(chan int)
	for _, name := range names {
		go func() { lengths <- len(name) }()
	}
	for _, w := range weights {
		sum += w * <-lengths
	}
	return sum
}
