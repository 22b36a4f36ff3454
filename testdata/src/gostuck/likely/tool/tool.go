// Command tool is done when one of its functions has failed.
package main

import (
	"errors"
	"log"
	"os"
	"strings"
)

var errEmpty = errors.New("empty")

type shelf struct{ names []string }

func main() {
	s := &shelf{names: os.Args}
	if err := s.run(); err != nil {
		log.Fatal(err)
	}
	s.label(os.Args)
	go s.label(os.Args[1:])
	waits(os.Args)
}

// It is called twice, and both times soon before the end.
func (s *shelf) label(names []string) {
	labels := make(chan string)
	go func() { labels <- strings.Join(names, " ") }() // want `blocks for ever.*\(gostuck\)`
	if len(names) > 10 {
		return
	}
	log.Print(<-labels)
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
