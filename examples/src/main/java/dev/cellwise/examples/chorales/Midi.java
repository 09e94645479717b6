package dev.cellwise.examples.chorales;

import java.io.IOException;
import java.nio.file.Path;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/** Notes as a MIDI file: a track for each voice; a note that is repeated is held. */
final class Midi {
  /** A step is a sixteenth. */
  private static final int TICKS = 120;

  private static final int STEPS_OF_A_BEAT = 4;
  private static final int LOUD = 80;

  private Midi() {}

  /**
   * Writes a file.
   *
   * @param notes chord by chord; 0 is silence
   * @param file the MIDI file to write
   * @throws IOException when it cannot be written
   */
  static void write(int[] notes, Path file) throws IOException {
    try {
      Sequence sequence = new Sequence(Sequence.PPQ, TICKS * STEPS_OF_A_BEAT);
      for (int voice = 0; voice < Chorale.VOICES; voice++) {
        voice(sequence.createTrack(), voice, notes);
      }
      MidiSystem.write(sequence, 1, file.toFile());
    } catch (InvalidMidiDataException e) {
      throw new IllegalStateException("notes are from 0 to 127", e);
    }
  }

  private static void voice(Track track, int voice, int[] notes) throws InvalidMidiDataException {
    int chords = notes.length / Chorale.VOICES;
    int from = 0;
    for (int chord = 1; chord <= chords; chord++) {
      int note = notes[from * Chorale.VOICES + voice];
      if (chord < chords && notes[chord * Chorale.VOICES + voice] == note) {
        continue;
      }
      if (note > 0) {
        track.add(event(ShortMessage.NOTE_ON, voice, note, LOUD, from));
        track.add(event(ShortMessage.NOTE_OFF, voice, note, 0, chord));
      }
      from = chord;
    }
  }

  private static MidiEvent event(int what, int voice, int note, int loud, int chord)
      throws InvalidMidiDataException {
    return new MidiEvent(new ShortMessage(what, voice, note, loud), (long) chord * TICKS);
  }
}
