// Package lib has a loop that its users cannot stop.
package lib

// Serve handles what comes, for ever.
func Serve(in <-chan func()) {
	for {
		(<-in)()
	}
}

// ServeSome ends when the channel does.
func ServeSome(in <-chan func()) {
	for f := range in {
		f()
	}
}
