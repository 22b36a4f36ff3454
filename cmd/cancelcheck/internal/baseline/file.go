package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Version is that of the file. A change to what entries are matched by makes a
// new one: old entries would all look fixed, and all findings new.
const Version = 1

// Read reads a baseline. Of a file that it cannot read it says what is wrong,
// and where.
func Read(name string) (*Baseline, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no baseline: %w (cancelcheck baseline write makes one)", err)
	} else if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	b, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	return b, nil
}

func parse(data []byte) (*Baseline, error) {
	if i := bytes.Index(data, []byte("\n<<<<<<< ")); i >= 0 {
		return nil, fmt.Errorf("line %d: a merge conflict: keep both sides' entries, then run cancelcheck baseline write", 2+bytes.Count(data[:i], []byte("\n")))
	}
	// The version first: another one may have other fields.
	var head struct{ Version *int }
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, located(data, err)
	}
	switch {
	case head.Version == nil:
		return nil, errors.New(`no "version": this is no baseline of cancelcheck`)
	case *head.Version != Version:
		return nil, fmt.Errorf("version %d: this cancelcheck reads version %d; use the one that wrote it, or delete the file and write it anew", *head.Version, Version)
	}
	var body struct {
		Version int
		Entries []Entry
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil {
		return nil, located(data, err)
	}
	seen := map[Entry]bool{}
	for i, e := range body.Entries {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if seen[e.key()] {
			return nil, fmt.Errorf("entry %d: the same is there already: %s", i+1, e)
		}
		seen[e.key()] = true
	}
	b := &Baseline{Entries: slices.Clone(body.Entries)}
	slices.SortFunc(b.Entries, compare)
	return b, nil
}

const most = 1 << 20 // findings that are alike

func (e Entry) check() error {
	switch {
	case e.Rule == "" || e.Package == "" || e.Level == "":
		return errors.New("rule, package and level must be there")
	case e.Count < 1 || e.Count > most:
		return fmt.Errorf("count %d is not from 1 to %d", e.Count, most)
	}
	return nil
}

// String is one line for a person.
func (e Entry) String() string {
	s := e.Package
	if e.Function != "" {
		s += ": " + e.Function
	}
	s += ": " + e.Rule
	if e.Text != "" {
		s += ": " + e.Text
	}
	if e.Count > 1 {
		s += fmt.Sprintf(" (%d times)", e.Count)
	}
	return s
}

// located adds the line to an error in the JSON.
func located(data []byte, err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	offset := int64(-1)
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typed):
		offset = typed.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("corrupt: %w", err)
	}
	return fmt.Errorf("corrupt: line %d: %w", 1+bytes.Count(data[:offset], []byte("\n")), err)
}

// encode writes an entry per line, in order: a diff shows which came and went,
// and two branches that remove different ones merge.
func (b *Baseline) encode() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n\t\"version\": %d,\n\t\"entries\": [", Version)
	for i, e := range b.Entries {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n\t\t")
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false) // <-ctx.Done()
		if err := enc.Encode(e); err != nil {
			return nil, err
		}
		out.Write(bytes.TrimSpace(line.Bytes()))
	}
	if len(b.Entries) > 0 {
		out.WriteString("\n\t")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}

// Write replaces the file, all of it or nothing, and reports whether that
// changed anything.
func (b *Baseline) Write(name string) (changed bool, err error) {
	data, err := b.encode()
	if err != nil {
		return false, err
	}
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return false, nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp.Name()) // gone by then, if all went well
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return false, err
	}
	return true, os.Rename(tmp.Name(), name)
}
