package bad

import "sync"

func worker(done *sync.WaitGroup) {
	if err := work(); err != nil {
		return // want `this return skips done\.Done`
	}
	_ = work()
	done.Done()
	_ = work()
}
