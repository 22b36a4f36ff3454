// Package app starts and stops what another package has.
package app

import (
	"sync"
	"time"

	"cancelcheck.test/src/stopflag/cross/lib"
)

func settle() { time.Sleep(20 * time.Millisecond) }

func startsAndStops() {
	p := &lib.Poller{}
	go p.Run()
	settle()
	p.Stop() // want `^Stop writes a plain variable that Run polls in another goroutine, and may never see \(stopflag\)$`
	settle()
}

func startsInALiteral() {
	var p lib.Poller
	var wg sync.WaitGroup
	wg.Go(func() { p.Run() })
	settle()
	p.Stop() // want `Stop writes a plain variable that Run polls`
	wg.Wait()
}

func inOrder() {
	l := &lib.Locked{}
	go l.Run()
	settle()
	l.Stop()
}

func oneGoroutine() {
	s := &lib.Scanner{}
	s.Step()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.All()
	}()
	<-done
}

func stoppedBefore() {
	p := &lib.Poller{}
	p.Stop()
	go p.Run()
	settle()
}
