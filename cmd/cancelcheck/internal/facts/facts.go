// Package facts carries what analyzers know of a package to its importers.
//
// A Set is the facts of one package, keyed by object path, so that it is
// independent of who holds which types.Object for a thing. Encoded it is the
// same bytes for the same facts: the bytes are part of the cache keys of all
// importers.
package facts

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

type key struct {
	path objectpath.Path // empty: the package itself
	fact reflect.Type
}

// A Set is the facts of one package. It does not change once made.
type Set map[key]analysis.Fact

// entry is the encoded form of a fact.
type entry struct {
	Path string
	Fact analysis.Fact
}

// Register makes the fact types of the analyzers known to the encoder.
func Register(analyzers ...*analysis.Analyzer) {
	for _, a := range analyzers {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
		Register(a.Requires...)
	}
}

// Encode returns the set as bytes, none for an empty set.
func (s Set) Encode() ([]byte, error) {
	if len(s) == 0 {
		return nil, nil
	}
	list := make([]entry, 0, len(s))
	for k, f := range s {
		list = append(list, entry{string(k.path), f})
	}
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(reflect.TypeOf(a.Fact).String(), reflect.TypeOf(b.Fact).String()))
	})
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(list); err != nil {
		return nil, fmt.Errorf("encoding facts: %w", err)
	}
	return buf.Bytes(), nil
}

// Decode is the inverse of Encode.
func Decode(data []byte) (Set, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var list []entry
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&list); err != nil {
		return nil, fmt.Errorf("decoding facts: %w", err)
	}
	s := make(Set, len(list))
	for _, e := range list {
		s[key{objectpath.Path(e.Path), reflect.TypeOf(e.Fact)}] = e.Fact
	}
	return s, nil
}
