// Package lib has a loop that its users cannot stop.
package lib

// Pump runs for ever.
func Pump(in <-chan int) {
	for {
		<-in
	}
}
