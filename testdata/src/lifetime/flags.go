package lifetime

import "time"

type flagged struct{ stopped bool }

func (f *flagged) Run() { f.loop() } // want Run:"^polls\\(recv\\) ends\\(flag\\) pauses"

func (f *flagged) loop() { // want loop:"^polls\\(recv\\)"
	for !f.stopped {
		time.Sleep(time.Millisecond)
	}
}

func (f *flagged) Stop() { f.stopped = true } // want Stop:"^sets\\(recv\\)$"

func (f *flagged) Reset() { f.stopped = false } // ends no loop
