// Package profile answers: which goroutines were there, what did they wait
// for, and who started them? It reads goroutine and goroutineleak profiles, as
// protobuf and as stack traces (debug=2), which is also what a crash prints.
package profile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Profile is the goroutines of one moment.
type Profile struct {
	Form   string // pprof, or debug=2
	Name   string // goroutine, goroutineleak
	Groups []Group
}

// A Group is goroutines that are alike.
type Group struct {
	Count   int
	State   string // as the runtime says it: chan receive; empty if that is not known
	Minutes int    // how long the oldest has waited, if that is known
	Leaked  bool   // the runtime knows that nothing can wake it
	Frames  []Frame
	Created *Frame // where it was started, which protobuf does not say
}

// A Frame is one call on a stack.
type Frame struct {
	Package  string // import path; of a program it is main
	Function string // package path and name, without type arguments
	File     string
	Line     int
	Start    int // the line of the function, 0 if not known
}

// The forms.
const (
	Pprof  = "pprof"
	Debug2 = "debug=2"
)

// Read recognises the form and reads it.
func Read(data []byte) (*Profile, error) {
	switch {
	case len(data) == 0:
		return nil, errors.New("it is empty")
	case bytes.HasPrefix(data, []byte("goroutine profile:")), bytes.HasPrefix(data, []byte("goroutineleak profile:")):
		return nil, errors.New("this is debug=1, which does not say who started a goroutine: take debug=2, or the protobuf that no debug gives")
	}
	gzipped := bytes.HasPrefix(data, []byte{0x1f, 0x8b})
	if !gzipped {
		if p := parseText(string(data)); p != nil {
			return p, nil
		}
	}
	p, err := parseProto(data)
	if err != nil && !gzipped {
		return nil, fmt.Errorf("it is neither stack traces (debug=2) nor a pprof profile: %w", err)
	}
	return p, err
}

// newFrame makes the linker's name comparable: it escapes dots in the last
// element of an import path, writes type arguments as [...], and marks method
// values.
func newFrame(name, file string, line int) Frame {
	for {
		open := strings.IndexByte(name, '[')
		if open < 0 {
			break
		}
		name = name[:open] + name[closing(name, open):]
	}
	name = strings.TrimSuffix(name, "-fm")
	pkg, rest := name, ""
	slash := strings.LastIndexByte(name, '/') + 1
	if dot := strings.IndexByte(name[slash:], '.'); dot >= 0 {
		pkg, rest = name[:slash+dot], name[slash+dot:]
	}
	if plain, err := url.PathUnescape(pkg); err == nil {
		pkg = plain
	}
	return Frame{Package: pkg, Function: pkg + rest, File: file, Line: line}
}

// closing returns the index after the bracket that closes the one at open, or
// the name's end.
func closing(name string, open int) int {
	depth := 0
	for i := open; i < len(name); i++ {
		switch name[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(name)
}

// alike joins the groups that differ in nothing but their number and age, and
// sorts them.
func alike(groups []Group) []Group {
	byKey := map[string]int{}
	var out []Group
	for _, g := range groups {
		key := fmt.Sprint(g.State, g.Leaked, g.Frames)
		if g.Created != nil {
			key += fmt.Sprint(*g.Created)
		}
		if i, ok := byKey[key]; ok {
			out[i].Count += g.Count
			out[i].Minutes = max(out[i].Minutes, g.Minutes)
			continue
		}
		byKey[key] = len(out)
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Count, a.Count) })
	return out
}
