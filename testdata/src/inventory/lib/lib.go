// Package lib holds bodies that another package starts.
package lib

import (
	"bufio"
	"context"
	"io"
	"net"
	"time"
)

// Pump ends with a channel of its own.
type Pump struct{ halt chan struct{} }

// Run goes on until Halt.
func (p *Pump) Run() {
	for {
		select {
		case <-time.After(time.Second):
		case <-p.halt:
			return
		}
	}
}

// Halt stops Run.
func (p *Pump) Halt() { close(p.halt) }

// Lines reads until the connection is closed.
func Lines(c net.Conn) {
	r := bufio.NewReader(c)
	for {
		if _, err := r.ReadString('\n'); err != nil {
			return
		}
	}
}

// Heed ends with its context.
func Heed(ctx context.Context) { <-ctx.Done() }

// Name computes.
func Name(ctx context.Context, n int) int { return n * n }

// Limited ends with a limit of its own.
func Limited(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	<-ctx.Done()
}

// Event happens once.
type Event struct{ c chan struct{} }

// Fire makes it happen.
func (e *Event) Fire() bool { close(e.c); return true }

// Done is closed when it happens.
func (e *Event) Done() <-chan struct{} { return e.c }

// Parse reads lines until there are no more.
func Parse(from io.Reader) {
	r := bufio.NewReader(from)
	for {
		if _, err := r.ReadString('\n'); err != nil {
			return
		}
	}
}
