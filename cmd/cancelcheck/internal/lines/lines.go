// Package lines holds the text of files that a report shows.
package lines

import (
	"bytes"
	"os"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// Files reads files when they are asked for and keeps the last one: findings
// come sorted by file. A file that cannot be read has no lines. The zero Files
// is ready for use.
type Files struct {
	file  string
	data  []byte
	lines [][]byte // with their line ends
}

// Data is all of a file.
func (f *Files) Data(file string) []byte {
	if f.file != file || f.lines == nil {
		f.file, f.data, f.lines = file, nil, [][]byte{}
		if data, err := os.ReadFile(file); err == nil {
			f.data, f.lines = data, bytes.SplitAfter(data, []byte("\n"))
		}
	}
	return f.data
}

func (f *Files) raw(file string, n int) ([]byte, bool) {
	f.Data(file)
	if n < 1 || n > len(f.lines) {
		return nil, false
	}
	return f.lines[n-1], true
}

// Line is one line, without what ends it.
func (f *Files) Line(file string, n int) (string, bool) {
	line, ok := f.raw(file, n)
	return strings.TrimRight(string(line), " \t\r\n"), ok
}

// Slice is the text of a range, or nothing if the file has no such range.
func (f *Files) Slice(r finding.Range) (string, bool) {
	var b strings.Builder
	if r.Column < 1 || r.EndColumn < 1 || r.EndLine < r.Line {
		return "", false
	}
	for n := r.Line; n <= r.EndLine; n++ {
		line, ok := f.raw(r.File, n)
		from, to := 0, len(line)
		if n == r.Line {
			from = r.Column - 1
		}
		if n == r.EndLine {
			to = r.EndColumn - 1
		}
		if !ok || from > to || to > len(line) {
			return "", false
		}
		b.Write(line[from:to])
	}
	return b.String(), true
}

// UTF16 turns a column in bytes into one in UTF-16 units, which is how editors
// count. A column outside of the line stays what it is.
func (f *Files) UTF16(file string, line, column int) int {
	text, ok := f.raw(file, line)
	if !ok || column < 1 || column-1 > len(text) {
		return column
	}
	units := 1
	for rest := text[:column-1]; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		units += max(utf16.RuneLen(r), 1)
		rest = rest[size:]
	}
	return units
}
