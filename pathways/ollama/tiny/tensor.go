package tiny

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/ollama/ollama/fs/ggml"
	"github.com/x448/float16"
)

// tensor is a matrix that maps from its columns to its rows, or a vector.
type tensor struct {
	name  string
	shape []uint64
	cols  int
	data  []float32
	half  bool // stored as 16-bit floats
}

// half makes a matrix that is stored in 16 bits: exact for what is small and
// whole, and half as much to read for every token.
func half(name string, cols, rows int) *tensor {
	m := full(name, cols, rows)
	m.half = true
	return m
}

func full(name string, cols, rows int) *tensor {
	return &tensor{
		name: name, shape: []uint64{uint64(cols), uint64(rows)},
		cols: cols, data: make([]float32, cols*rows),
	}
}

func vector(name string, n int, value float32) *tensor {
	m := &tensor{name: name, shape: []uint64{uint64(n)}, cols: n, data: make([]float32, n)}
	for i := range m.data {
		m.data[i] = value
	}
	return m
}

func (m *tensor) set(row, col int, value float32) { m.data[row*m.cols+col] = value }

func (m *tensor) add(row, col int, value float32) { m.data[row*m.cols+col] += value }

// put adds a vector to a row, from a column on.
func (m *tensor) put(row, col int, v []float32, scale float32) {
	for i, x := range v {
		m.add(row, col+i, scale*x)
	}
}

// carry maps n columns, from one on, to n rows, from one on.
func (m *tensor) carry(row, col, n int, scale float32) {
	for i := range n {
		m.set(row+i, col+i, scale)
	}
}

func (m *tensor) gguf() (*ggml.Tensor, error) {
	const f32, f16 = 0, 1
	var data bytes.Buffer
	var values any = m.data
	kind := uint32(f32)
	if m.half {
		bits := make([]uint16, len(m.data))
		for i, v := range m.data {
			bits[i] = float16.Fromfloat32(v).Bits()
		}
		values, kind = bits, f16
	}
	if err := binary.Write(&data, binary.LittleEndian, values); err != nil {
		return nil, fmt.Errorf("writing tensor %s: %w", m.name, err)
	}
	return &ggml.Tensor{Name: m.name, Kind: kind, Shape: m.shape, WriterTo: &data}, nil
}
