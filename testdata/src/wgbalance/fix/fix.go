// Package fix holds what wgbalance can repair.
package fix

import (
	"errors"
	"fmt"
	"sync"
)

func work(n int) error {
	if n > 0 {
		return errors.New("no")
	}
	return nil
}

func doneAtTheEnd(jobs []int) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			if err := work(job); err != nil {
				fmt.Println(err)
				return // want `this return skips wg\.Done`
			}

			// It worked.
			fmt.Println("worked")
			wg.Done()
		}()
	}
	wg.Wait()
}

type pool struct{ busy sync.WaitGroup }

func (p *pool) start() {
	p.busy.Add(1)
	go p.run()
}

func (p *pool) run() {
	defer fmt.Println("over")
	for i := range 10 {
		if work(i) != nil {
			return // want `this return skips p\.busy\.Done`
		}
	}
	p.busy.Done()
}

func (p *pool) stop() { p.busy.Wait() }
