package sarif

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// Fingerprints tell the alerts of one upload from those of the last.
const (
	ownPrint    = "cancelcheck/v1"
	githubPrint = "primaryLocationLineHash"
)

// prints gives every finding its fingerprint: what it is, not where, and for
// the second of the same kind in one declaration, that it is the second. The
// level is not in it: a finding that is better understood is the same one.
func prints(list []finding.Finding) []string {
	seen := map[string]int{}
	out := make([]string, len(list))
	for i, f := range list {
		what := strings.Join([]string{f.Rule, f.Package, f.Function, f.Text}, "\x00")
		seen[what]++
		out[i] = fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", what, seen[what])))[:32]
	}
	return out
}

// lineHashes are what GitHub's upload action computes for each line of a file,
// so that alerts stay the same whether it does or the log is uploaded without
// it: a polynomial over the hundred characters from the start of the line on,
// as UTF-16 units, without blanks, with the end of the file as one more and
// zeros after it; and how often that value was there above.
func lineHashes(src string) []string {
	const (
		block = 100
		base  = 37
		end   = 0xffff
	)
	src = strings.NewReplacer("\r\n", "\n", "\r", "\n", " ", "", "\t", "").Replace(src)
	units := append(utf16.Encode([]rune(src)), end)
	size := len(units)
	units = append(units, make([]uint16, block)...)
	var out []string
	seen := map[uint64]int{}
	for start := 0; start < size; start++ {
		if start > 0 && units[start-1] != '\n' {
			continue
		}
		var sum uint64
		for _, u := range units[start : start+block] {
			sum = sum*base + uint64(u)
		}
		seen[sum]++
		out = append(out, fmt.Sprintf("%x:%d", sum, seen[sum]))
	}
	return out
}
