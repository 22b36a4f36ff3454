// Package store remembers what analysing a package gave, under a key made of
// everything that the analysis could see.
//
// An entry is found by what lies in files: the package's own source and the
// export data of what it imports. The facts of own imports are not in that key
// but in the entry, as a digest to compare: so all entries can be fetched at
// once, before any of the facts is known, and a package whose source changed
// is known to need work from the start.
package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/cache"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// A Digest is a SHA-256 sum.
type Digest = [32]byte

// An Entry is the result of analysing one package.
type Entry struct {
	Imports  Digest            // of the facts of all own packages that it imports
	Facts    []byte            // encoded
	Findings []finding.Finding // files are relative to the package's directory
}

// A Store is a directory of entries. The nil Store is empty and stays so.
type Store struct{ cache *cache.Cache }

// Open makes the directory if need be.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	c, err := cache.Open(dir)
	if err != nil {
		return nil, err
	}
	return &Store{c}, nil
}

// Trim removes entries that nobody asked for in days. It does so once a day at
// most, so it can be called on every run.
func (s *Store) Trim() error {
	if s == nil {
		return nil
	}
	return s.cache.Trim()
}

// Get returns the entry, or nil. A damaged entry is as good as none.
func (s *Store) Get(key Digest) *Entry {
	if s == nil {
		return nil
	}
	data, _, err := s.cache.GetBytes(key)
	if err != nil {
		return nil
	}
	e, err := decode(data)
	if err != nil {
		return nil
	}
	return e
}

// Put stores the entry.
func (s *Store) Put(key Digest, e *Entry) error {
	if s == nil {
		return nil
	}
	data, err := e.encode()
	if err != nil {
		return err
	}
	return s.cache.PutBytes(key, data)
}

// encode frames the parts by hand: a warm run decodes hundreds of entries, most
// without findings, and a gob or JSON decoder for each costs more than reading
// the files.
func (e *Entry) encode() ([]byte, error) {
	data := append([]byte{}, e.Imports[:]...)
	data = binary.AppendUvarint(data, uint64(len(e.Facts)))
	data = append(data, e.Facts...)
	if len(e.Findings) == 0 {
		return data, nil
	}
	list, err := json.Marshal(e.Findings)
	if err != nil {
		return nil, fmt.Errorf("encoding findings: %w", err)
	}
	return append(data, list...), nil
}

var errShort = errors.New("entry is cut off")

func decode(data []byte) (*Entry, error) {
	e := &Entry{}
	if len(data) < len(e.Imports) {
		return nil, errShort
	}
	data = data[copy(e.Imports[:], data):]
	size, n := binary.Uvarint(data)
	if n <= 0 || uint64(len(data)-n) < size {
		return nil, errShort
	}
	data = data[n:]
	e.Facts, data = bytes.Clone(data[:size]), data[size:]
	if len(data) == 0 {
		return e, nil
	}
	return e, json.Unmarshal(data, &e.Findings)
}
