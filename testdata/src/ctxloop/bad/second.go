package bad

import "context"

// The loop and what starts it are in two files.

type pump struct{ queue chan int }

func (p *pump) forever() {
	for {
		handle(<-p.queue)
	}
}

func startsPump(ctx context.Context, p *pump) {
	p.forever() // want `forever loops for ever: cancelling ctx cannot stop it \(ctxloop\)`
}
