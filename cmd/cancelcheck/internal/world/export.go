package world

import (
	"go/types"
	"maps"
	"os"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
)

func (w *World) readExport(p *load.Package) (*types.Package, error) {
	f, err := os.Open(p.Export)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	//lint:ignore SA1019 the go command exports archives until Go 1.28, and only this reads them as well
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	ground := w.layers[""]
	if p.ForTest == "" {
		return gcexportdata.Read(r, w.Fset, ground, p.Path)
	}

	// The reader wants one map: the ground, with the variants of this test in
	// the place of the packages that they are variants of.
	own := w.layers[p.ForTest]
	both := maps.Clone(ground)
	for _, v := range w.variants[p.ForTest] {
		delete(both, v.Path)
	}
	maps.Copy(both, own)
	pkg, err := gcexportdata.Read(r, w.Fset, both, p.Path)
	if err != nil {
		return nil, err
	}
	for _, v := range w.variants[p.ForTest] {
		if pkg := both[v.Path]; pkg != nil {
			own[v.Path] = pkg
		}
		delete(both, v.Path)
	}
	maps.Copy(ground, both)
	return pkg, nil
}
