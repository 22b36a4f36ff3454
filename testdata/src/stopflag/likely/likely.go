// Package likely holds what stopflag finds at the level likely only.
package likely

import (
	"sync"
	"time"
)

type poller struct {
	mu      sync.Mutex
	stopped bool
}

func (p *poller) loop() {
	for {
		p.mu.Lock()
		stop := p.stopped
		p.mu.Unlock()
		if stop {
			return
		}
		p.mu.Lock()
		if p.stopped { // want `^p.stopped has a lock here or where it is written, not both: this loop may never see it`
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
}

func (p *poller) Start() { go p.loop() }

func (p *poller) Stop() { p.stopped = true }
