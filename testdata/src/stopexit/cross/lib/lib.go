// Package lib has what its importers call to end the process, and what they
// defer.
package lib

import (
	"bufio"
	"fmt"
	"os"
)

// Fatal ends the process.
func Fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Check ends the process if there is an error.
func Check(err error) {
	if err != nil {
		Fatal(err)
	}
}

// A Store writes what it holds when it is closed.
type Store struct{ w *bufio.Writer }

// Open returns a new store.
func Open() *Store { return &Store{bufio.NewWriter(os.Stdout)} }

// Put adds a line.
func (s *Store) Put(line string) { fmt.Fprintln(s.w, line) }

// Close writes what is left.
func (s *Store) Close() error { return s.flush() }

func (s *Store) flush() error { return s.w.Flush() }
