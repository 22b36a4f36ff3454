// Command tool is done when one of its functions has failed.
package main

import (
	"errors"
	"log"
	"os"
)

var errEmpty = errors.New("empty")

type shelf struct{ names []string }

func main() {
	s := &shelf{names: os.Args}
	if err := s.run(); err != nil {
		log.Fatal(err)
	}
	waits(os.Args)
}

func (s *shelf) run() error {
	for range s.names {
		err := s.measure()
		if err != nil {
			return err
		}
	}
	return nil
}

// It is not called again after an error.
func (s *shelf) measure() error {
	sum := make(chan int)
	go func() { sum <- len(s.names) }() // want `blocks for ever.*\(gostuck\)`
	if len(s.names) > 10 {
		return errEmpty
	}
	<-sum
	return nil
}

// Who waits in main may mean to, until it is killed.
func waits(names []string) {
	over := make(chan int)
	go func() {
		if len(names) > 10 {
			over <- len(names)
		}
	}()
	<-over // want `blocks for ever.*\(gostuck\)`
}
