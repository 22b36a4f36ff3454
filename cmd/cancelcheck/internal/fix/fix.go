// Package fix turns findings into new file contents.
package fix

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// A Change is a file and what the fixes make of it.
type Change struct {
	File     string
	Old, New []byte
}

// A Plan is which findings are fixed, and how.
type Plan struct {
	Changes   []Change
	Fixed     []finding.Finding
	Left      []finding.Finding // no fix, or not applied
	Conflicts []finding.Finding // the part of Left whose fix touches another one's
	Errors    []Refusal
}

// A Refusal says why the fixes of a file are not applied.
type Refusal struct {
	File string
	Err  error
}

// Make plans the first fix of every finding. digests says what the files were
// when they were analysed: one that changed since is refused, as is one that
// does not parse with its fixes in. A fix that spans files is left to a person,
// or refusing one of the files would tear it in two.
func Make(findings []finding.Finding, digests map[string][sha256.Size]byte) *Plan {
	p := &Plan{}
	edits := map[string][]finding.Edit{}
	byFile := map[string][]finding.Finding{}
	for _, f := range findings {
		file, ok := onlyFile(f)
		if !ok {
			p.Left = append(p.Left, f)
			continue
		}
		merged, ok := merge(edits[file], f.Fixes[0].Edits)
		if !ok {
			p.Left = append(p.Left, f)
			p.Conflicts = append(p.Conflicts, f)
			continue
		}
		edits[file] = merged
		byFile[file] = append(byFile[file], f)
	}
	for _, file := range slices.Sorted(maps.Keys(edits)) {
		c, err := change(file, edits[file], digests)
		if err != nil {
			p.Errors = append(p.Errors, Refusal{file, err})
			p.Left = append(p.Left, byFile[file]...)
			continue
		}
		p.Changes = append(p.Changes, *c)
		p.Fixed = append(p.Fixed, byFile[file]...)
	}
	slices.SortFunc(p.Left, finding.Compare)
	return p
}

func onlyFile(f finding.Finding) (string, bool) {
	if len(f.Fixes) == 0 || len(f.Fixes[0].Edits) == 0 {
		return "", false
	}
	edits := f.Fixes[0].Edits
	for _, e := range edits {
		if e.File != edits[0].File {
			return "", false
		}
	}
	return edits[0].File, true
}

// merge adds a fix to the edits of a file, all of it or nothing. The same edit
// twice is one: two fixes may want the same import.
func merge(edits, fix []finding.Edit) ([]finding.Edit, bool) {
	out := slices.Clone(edits)
	for _, e := range fix {
		if slices.Contains(edits, e) {
			continue
		}
		for _, old := range out {
			samePlace := old.Start == e.Start && old.End == e.End
			if samePlace || max(old.Start, e.Start) < min(old.End, e.End) {
				return nil, false
			}
		}
		out = append(out, e)
	}
	return out, true
}

var errChanged = errors.New("changed while it was analysed: not fixed")

func change(file string, edits []finding.Edit, digests map[string][sha256.Size]byte) (*Change, error) {
	old, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if sum, known := digests[file]; !known || sum != sha256.Sum256(old) {
		return nil, errChanged
	}
	slices.SortFunc(edits, func(a, b finding.Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var b bytes.Buffer
	last := 0
	for _, e := range edits {
		if e.Start < last || e.End < e.Start || e.End > len(old) {
			return nil, fmt.Errorf("a fix edits bytes %d to %d of %d", e.Start, e.End, len(old))
		}
		b.Write(old[last:e.Start])
		b.WriteString(e.New)
		last = e.End
	}
	b.Write(old[last:])
	fixed := b.Bytes()
	if _, err := parser.ParseFile(token.NewFileSet(), file, fixed, parser.SkipObjectResolution); err != nil {
		return nil, fmt.Errorf("would not parse when fixed, so it is left alone: %w", err)
	}
	// Formatting a file that is not formatted would change more than the fix.
	if clean, err := format.Source(old); err == nil && bytes.Equal(clean, old) {
		if fixed, err = format.Source(fixed); err != nil {
			return nil, err
		}
	}
	return &Change{File: file, Old: old, New: fixed}, nil
}

// Write stores the changes, keeping the files' permissions.
func (p *Plan) Write() error {
	for _, c := range p.Changes {
		info, err := os.Stat(c.File)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.File, c.New, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}
