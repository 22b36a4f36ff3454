package likely

import "iter"

// These suppose something of data on the way. Their numbers are those of the
// twins in good.

// measure takes its time.
func measure(name string) int { return len(name) }

// 10. One of the senders has nothing to say, and is counted on.
func skipsOneAnswer(names []string) (sum int) {
	weights := make(chan int)
	for _, name := range names {
		go func() {
			if name == "" {
				return
			}
			weights <- measure(name)
		}()
	}
	for range names {
		sum += <-weights // want `blocks for ever.*\(gostuck\)`
	}
	return sum
}

// 29. A channel that is made on one way only: on the other it is nil for ever.
func nilUnlessVerbose(verbose bool) {
	var lines chan string
	if verbose {
		lines = make(chan string)
		go func() {
			defer close(lines)
			lines <- "hello"
		}()
	}
	for l := range lines { // want `blocks for ever.*\(gostuck\)`
		_ = measure(l)
	}
}

// 49. An iterator that starts a goroutine, and a loop that breaks.
func drops(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		c := make(chan int)
		go func() {
			defer close(c)
			for i := range n {
				c <- i // want `blocks for ever.*\(gostuck\)`
			}
		}()
		for i := range c {
			if !yield(i) {
				return
			}
		}
	}
}

func breaksTheIteration() {
	for d := range drops(5) {
		if d == 2 {
			break
		}
	}
}
