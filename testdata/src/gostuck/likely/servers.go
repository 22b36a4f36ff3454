package likely

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"time"
)

// These suppose that two servers end by themselves, or that a large buffer fills
// up.

// The first of two servers ends, and then the other. What is missing is one slot,
// told once.
func firstOfTwoServers(one, other string) error {
	ended := make(chan error)
	go func() {
		time.Sleep(time.Second)                // after the other
		ended <- http.ListenAndServe(one, nil) // want `blocks for ever.*\(gostuck\)`
	}()
	go func() {
		if err := http.ListenAndServe(other, nil); err != nil {
			ended <- err
			return
		}
		ended <- nil
	}()
	return <-ended
}

// A server in a function of its own, and one that cannot begin.
func serverAndBadName(name, addr string) error {
	ended := make(chan error)
	go func() {
		time.Sleep(time.Second) // after the other
		if _, err := time.ParseDuration(name); err != nil {
			ended <- err // want `blocks for ever.*\(gostuck\)`
		}
	}()
	go func() { ended <- serves(addr) }()
	return <-ended
}

func serves(addr string) error { return http.ListenAndServe(addr, nil) }

// As many servers as there are addresses.
func firstOfManyServers(addrs []string) error {
	ended := make(chan error)
	for _, addr := range addrs {
		go func() {
			ended <- http.ListenAndServe(addr, nil) // want `blocks for ever.*\(gostuck\)`
		}()
	}
	return <-ended
}

// A thousand slots are many for who leaves after a second.
func leavesAThousandSlots(next func() bool) (n int) {
	ticks := make(chan int, 1000)
	go func() {
		for next() {
			ticks <- 1 // want `blocks for ever.*\(gostuck\)`
		}
	}()
	late := time.After(time.Second)
	for {
		select {
		case t := <-ticks:
			n += t
		case <-late:
			return n
		}
	}
}

// 89. When the operator has spoken, the process is about to end.
var operator = make(chan os.Signal, 1)

func listens() { signal.Notify(operator, os.Interrupt) }

func servesUntilTheSignal(addr string) error {
	ended := make(chan error)
	s := &http.Server{Addr: addr}
	go func() { ended <- s.ListenAndServe() }() // want `blocks for ever.*\(gostuck\)`
	select {
	case err := <-ended:
		return err
	case <-operator:
		return s.Shutdown(context.Background())
	}
}

// Main is what package main calls.
func Main(addrs []string, open func(addr string) error) error {
	failed := make(chan error)
	for _, addr := range addrs {
		go func() {
			if err := open(addr); err != nil {
				failed <- err // want `blocks for ever.*\(gostuck\)`
			}
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-operator:
		return nil
	}
}
