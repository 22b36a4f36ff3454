//go:build go1.22

package good

import "time"

func tickerStopped(n int) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for range n {
		<-t.C
	}
}

func tickerOfAnEndlessLoop() {
	for range time.Tick(time.Second) {
		work()
	}
}

func tickerReturned() *time.Ticker {
	t := time.NewTicker(time.Second)
	return t
}

func stoppedInATurn(quit, halt <-chan int) {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-halt:
			t.Stop()
		case <-quit:
			return
		case <-t.C:
			work()
		}
	}
}
