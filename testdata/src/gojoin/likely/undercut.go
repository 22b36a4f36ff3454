package likely

import (
	"context"
	"os"
	"sync"
)

// The owner stops the goroutine, does not wait, and takes what it uses.

type journal struct {
	file *os.File
	in   chan string
	quit chan struct{}
}

func openJournal(f *os.File) *journal {
	j := &journal{file: f, in: make(chan string), quit: make(chan struct{})}
	go j.write()
	return j
}

func (j *journal) write() {
	for {
		select {
		case line := <-j.in:
			j.file.WriteString(line)
		case <-j.quit:
			j.file.Sync()
			return
		}
	}
}

func (j *journal) Close() error {
	close(j.quit)
	return j.file.Close() // want `Close closes j.file without waiting for the goroutine that writes to it \(gojoin\)`
}

type feed struct {
	ctx    context.Context
	cancel context.CancelFunc
	out    chan int
	once   sync.Once
}

func newFeed() *feed {
	f := &feed{out: make(chan int)}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	go func() {
		for n := 0; f.ctx.Err() == nil; n++ {
			f.out <- n
		}
	}()
	return f
}

func (f *feed) Stop() {
	select {
	case <-f.ctx.Done():
		return
	default:
	}
	f.cancel()
	close(f.out) // want `Stop closes f.out without waiting for the goroutine that sends to it: it panics \(gojoin\)`
}

func (f *feed) Next() int { return <-f.out }
