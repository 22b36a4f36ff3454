//go:build go1.22

package bad

import "time"

// Before Go 1.23 a ticker that is not stopped is never collected.

func tickerNeverStopped(n int) {
	t := time.NewTicker(time.Second) // want `nothing stops t, and before Go 1.23 it is never collected \(gostop\)`
	for range n {
		<-t.C
		work()
	}
}

func tickOfANumber(n int) {
	tick := time.Tick(time.Second) // want `a time.Tick cannot be stopped, and before Go 1.23 it is never collected \(gostop\)`
	for range n {
		<-tick
		work()
	}
}
