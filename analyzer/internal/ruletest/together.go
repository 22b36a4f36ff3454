package ruletest

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// FixTogether applies every fix of all analyzers to the testdata of all rules,
// a package at a time, and asks all of them again: mending what one rule finds
// brings no finding of another. Of two fixes of the same text the first counts,
// as with a driver. It returns how many fixes it applied.
func FixTogether(t testing.TB, analyzers ...*analysis.Analyzer) (applied int) {
	t.Helper()
	var ps problems
	pkgs := loadAll(t, &ps)
	for _, pkg := range widest(pkgs) {
		if len(ps) > 0 {
			break
		}
		before := apart(analyze(&ps, "", "likely", []*packages.Package{pkg}, analyzers...))
		files := applyAll(&ps, pkg, before)
		if len(files) > 0 && len(ps) == 0 {
			checkFixedPackage(&ps, "", pkg, files, before, analyzers...)
		}
		for _, f := range before {
			if f.Fix != nil {
				applied++
			}
		}
	}
	for _, problem := range ps {
		t.Error(problem)
	}
	return applied
}

// apart takes the fix from each finding whose edits meet those of one before,
// unless they are the same: two fixes may add one import.
func apart(all []Finding) []Finding {
	var taken []analysis.TextEdit
	for i, f := range all {
		if f.Fix == nil {
			continue
		}
		meets := slices.ContainsFunc(f.Fix.TextEdits, func(e analysis.TextEdit) bool {
			return slices.ContainsFunc(taken, func(other analysis.TextEdit) bool {
				same := e.Pos == other.Pos && e.End == other.End && string(e.NewText) == string(other.NewText)
				return !same && e.Pos <= max(other.Pos, other.End) && other.Pos <= max(e.Pos, e.End)
			})
		})
		if meets {
			all[i].Fix = nil
			continue
		}
		taken = append(taken, f.Fix.TextEdits...)
	}
	return all
}
